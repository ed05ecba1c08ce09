using System.Text;

namespace Analytics.Tabular.Values;

/// <summary>The texts that a field declares as true and false, to the letter.</summary>
internal readonly struct BooleanParser(IEnumerable<string> trueValues, IEnumerable<string> falseValues) : IValueParser<bool>
{
    private readonly byte[][] _trueValues = [.. trueValues.Select(Encoding.UTF8.GetBytes)];
    private readonly byte[][] _falseValues = [.. falseValues.Select(Encoding.UTF8.GetBytes)];

    public bool TryParse(ReadOnlySpan<byte> text, out bool value)
    {
        value = IsAmong(_trueValues, text);
        return value || IsAmong(_falseValues, text);
    }

    private static bool IsAmong(byte[][] texts, ReadOnlySpan<byte> text)
    {
        foreach (var candidate in texts)
        {
            if (text.SequenceEqual(candidate))
            {
                return true;
            }
        }

        return false;
    }
}
