using System.Text.Json;
using ParquetSharp;

namespace Analytics.Tabular.ParquetInput;

/// <summary>A column as the cutter reads it: some rows at a time, each written as a JSON value.</summary>
internal abstract class InputColumn(string name)
{
    /// <summary>Marks a value that no text can stand for: <c>{"bytes": …}</c> or <c>{"inexact": …}</c>.</summary>
    public const string Bytes = "bytes";

    public const string Inexact = "inexact";

    public string Name => name;

    public JsonEncodedText JsonName { get; } = JsonEncodedText.Encode(name, ParquetCutter.Encoder);

    /// <summary>Begins with a row group.</summary>
    public abstract void Open(RowGroupReader rows);

    /// <summary>Writes the next row's value; throws where the column has no more rows.</summary>
    public abstract void WriteNext(Utf8JsonWriter json);

    /// <summary>Ends the row group; throws where the column has rows left.</summary>
    public abstract void End();

    public abstract void Close();
}
