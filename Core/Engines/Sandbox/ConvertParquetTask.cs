using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;

namespace Analytics.Engines.Sandbox;

/// <summary>The reading of an untrusted Parquet file under a contract.</summary>
/// <param name="SourcePath">Absolute path of the spooled file.</param>
/// <param name="SourceName">The name that quarantined records give for it.</param>
/// <param name="Schema">The contract's part that the reader needs.</param>
/// <param name="Options">Their scratch directory is where the files go.</param>
/// <param name="OnlyRecordsPath">For a replay: the file that names its records, which may be too many for a line of JSON.</param>
public sealed record ConvertParquetTask(
    string SourcePath, string SourceName, TableSchema Schema, ConversionOptions Options, string? OnlyRecordsPath = null);
