namespace Analytics.Tabular.Values;

/// <summary>
/// Reads one kind of value from UTF-8 text, strictly: a text whose value would not survive the way back is refused.
/// Implemented by structs, so that a column's loop is compiled for its parser.
/// </summary>
internal interface IValueParser<T>
{
    bool TryParse(ReadOnlySpan<byte> text, out T value);
}
