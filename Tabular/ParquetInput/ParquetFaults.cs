using System.Text.RegularExpressions;
using Analytics.Tabular.Conversion;
using ParquetSharp;

namespace Analytics.Tabular.ParquetInput;

/// <summary>What is wrong with a Parquet file as a whole.</summary>
internal static partial class ParquetFaults
{
    private const string WriteAnew =
        "Check whether another program reads the file; if so, rewrite it with that one, otherwise deliver it again.";

    /// <summary>Whether an exception of the library says that the file cannot be read.</summary>
    public static bool IsOfFile(Exception fault) => fault is ParquetException or NotSupportedException or OverflowException;

    /// <summary>What such an exception says; the library tells encrypted columns by their words alone.</summary>
    public static FileFaultException Of(Exception fault, long? record = null) =>
        fault.Message.Contains("crypt", StringComparison.OrdinalIgnoreCase) ? Encrypted() : Damaged(WordsOf(fault), record);

    public static FileFaultException Encrypted() => Fault(
        "parquet.encrypted", "The file, or some of its columns, is encrypted, and the platform has no key.",
        "Deliver the file without encryption of its own; the connection and the store can encrypt it.");

    public static FileFaultException Nested(string name, string wanted) => Fault(
        "parquet.column_type",
        $"The column '{name}' is nested (a list, a map or a struct) and the contract declares {wanted}: nested values are not read.",
        "Have the values written as columns of their own, or as JSON text in a column that the contract declares as json; "
            + "if the column is not needed, remove it from the contract and set unknownFields: ignore.");

    public static FileFaultException Damaged(string what, long? record = null) =>
        Fault("parquet.damaged", $"The file cannot be read as Parquet: {what}", WriteAnew, record);

    public static FileFaultException LyingFooter(string column, long claimed, long found) => Fault(
        "parquet.lying_footer",
        $"The footer claims {claimed:N0} rows for a row group, but its column '{column}' holds "
            + $"{(found > claimed ? "more" : $"{found:N0}")}.",
        WriteAnew);

    public static FileFaultException LyingTotal(long claimed, Int128 sum) => Fault(
        "parquet.lying_footer",
        $"The footer claims {claimed:N0} rows for the file, but {sum:N0} for its row groups together.",
        WriteAnew);

    public static FileFaultException TooManyRows(long rows, int columns, long bytes, int limit) => Fault(
        "expansion.too_large",
        $"The footer claims {rows:N0} rows of {columns:N0} columns in a file of {bytes:N0} bytes, "
            + $"over {limit:N0} times what it may unpack to.",
        "Make sure that the file is not a decompression bomb; if such repetitive data is intended, raise Ingest:MaxExpansion.");

    public static FileFaultException TooLarge(string code, string what, long record, string option) => Fault(
        code, what, $"Split the file; where files of this kind are meant, raise {option}.", record);

    public static FileFaultException TooManyColumns(int columns, int limit) => Fault(
        "columns.too_many", $"The file has {columns:N0} columns; at most {limit:N0} are read.",
        "Split the file by columns; where so many are meant, raise Ingest:MaxColumns.");

    public static FileFaultException DuplicateColumns(string names) => Fault(
        "parquet.duplicate_column", $"The file has more than one column named {names}.",
        "Give each column a unique name in the source.");

    public static FileFaultException MissingColumns(string names) => Fault(
        "parquet.missing_column", $"The file lacks {names}, which the contract declares.",
        "Add the columns to the file, or remove them from the contract.");

    public static FileFaultException UnknownColumns(string names) => Fault(
        "parquet.unknown_column", $"The file has {names}, which the contract does not declare.",
        "Declare the columns, or set unknownFields: ignore.");

    public static FileFaultException ColumnType(string name, string found, string wanted) => Fault(
        "parquet.column_type", $"The column '{name}' is {found}, of which no value can be {wanted} without loss.",
        "Declare the type that the column has, or have it written as the declared one.");

    /// <summary>Without the name of the library's own exception, which it puts before its words as a compiler writes it.</summary>
    private static string WordsOf(Exception fault) =>
        NamedWords().Match(fault.Message) is { Success: true } named ? named.Groups["words"].Value : fault.Message;

    [GeneratedRegex(@"^\w+ \(message: '(?<words>.*)'\)$", RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex NamedWords();

    private static FileFaultException Fault(string code, string message, string advice, long? record = null) =>
        new(new FileFault(code, message, advice, record));
}
