using System.ComponentModel.DataAnnotations;

namespace Analytics.Api.OpenApi;

/// <summary>The words that a parameter takes: checked, and an enumeration in the API's document.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class OneOfAttribute(params string[] values) : ValidationAttribute
{
    public IReadOnlyList<string> Values => values;

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is null || values.Contains(value as string)
            ? ValidationResult.Success
            : new ValidationResult($"Unknown {validationContext.MemberName} '{value}'; use one of {string.Join(", ", values)}.");
}
