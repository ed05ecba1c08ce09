using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Analytics.Api.OpenApi;

/// <summary>Says of each parameter which values it takes, by the attributes that check it.</summary>
internal static class ParameterBounds
{
    public static Task WriteAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var described in context.Description.ParameterDescriptions)
        {
            if (operation.Parameters?.FirstOrDefault(one => one.Name == described.Name)?.Schema is OpenApiSchema schema)
            {
                Write(schema, AttributesOf(described));
            }
        }

        return Task.CompletedTask;
    }

    private static IEnumerable<Attribute> AttributesOf(ApiParameterDescription described) =>
        described.ParameterDescriptor is IParameterInfoParameterDescriptor { ParameterInfo: { } parameter }
            ? parameter.GetCustomAttributes()
            : [];

    private static void Write(OpenApiSchema schema, IEnumerable<Attribute> attributes)
    {
        foreach (var attribute in attributes)
        {
            switch (attribute)
            {
                case OneOfAttribute { Values: var values }:
                    schema.Enum = [.. values.Select(value => JsonValue.Create(value))];
                    break;
                case RangeAttribute { Minimum: var least, Maximum: var most }:
                    schema.Minimum = Convert.ToString(least, CultureInfo.InvariantCulture);
                    schema.Maximum = most is int ? Convert.ToString(most, CultureInfo.InvariantCulture) : null;
                    break;
            }
        }
    }
}
