using System.Text.Json.Serialization;

using Analytics.Engines.Columns;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;

namespace Analytics.Engines.Sandbox;

/// <summary>
/// What goes between a service and its child process. Generated at build time: the child starts faster without reflection.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(ColumnTypeConverter)])]
[JsonSerializable(typeof(EngineRequest))]
[JsonSerializable(typeof(EngineLogLine))]
[JsonSerializable(typeof(SqlRunResult))]
[JsonSerializable(typeof(ColumnPlan))]
[JsonSerializable(typeof(ConversionResult))]
public sealed partial class EngineJson : JsonSerializerContext;
