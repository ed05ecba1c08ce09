using Analytics.Tabular.Conversion;

namespace Analytics.Cli.Convert;

/// <summary>Tells what became of a file: the sum, what was broken, and where the output lies.</summary>
internal static class ConversionReport
{
    private const int ShownViolations = 20;

    /// <summary>Returns the exit code that says the same.</summary>
    public static int Write(ConversionResult result, OutputFolder folder)
    {
        WriteSum(result);
        foreach (var violation in result.Violations.OrderByDescending(violation => violation.Count).Take(ShownViolations))
        {
            var column = violation.Column.Length == 0 ? "(record)" : violation.Column;
            Console.WriteLine(
                $"  {violation.Count:N0} x {column}: {violation.Rule}, first in record {violation.FirstRecord:N0}: {violation.SampleValue ?? "(missing)"}");
        }

        if (result.Fault is { } fault)
        {
            var place = string.Join(", ", new[]
            {
                fault.Record is { } record ? $"record {record:N0}" : null,
                fault.Line is { } line ? $"line {line:N0}" : null,
                fault.ByteOffset is { } offset ? $"byte {offset:N0}" : null,
            }.Where(part => part is not null));
            Console.Error.WriteLine($"Rejected ({fault.Code}){(place.Length == 0 ? "" : $" at {place}")}: {fault.Message}");
            Console.Error.WriteLine(fault.Advice);
            return ExitCodes.Rejected;
        }

        foreach (var path in folder.Published)
        {
            Console.WriteLine(path);
        }

        return result.RowsQuarantined == 0 ? ExitCodes.Done : ExitCodes.Quarantined;
    }

    private static void WriteSum(ConversionResult result) => Console.WriteLine(
        $"{result.Records:N0} records = {result.RowsKept:N0} kept + {result.RowsQuarantined:N0} in quarantine; "
        + $"{result.SourceBytes:N0} bytes, SHA-256 {result.Sha256}");
}
