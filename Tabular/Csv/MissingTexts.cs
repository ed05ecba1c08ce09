using System.Text;

namespace Analytics.Tabular.Csv;

/// <summary>The texts that stand for a missing value.</summary>
internal sealed class MissingTexts
{
    private readonly byte[][] _texts;

    public MissingTexts(IEnumerable<string> texts)
    {
        _texts = [.. texts.Where(text => text.Length > 0).Select(Encoding.UTF8.GetBytes)];
        IsEmptyMissing = texts.Any(text => text.Length == 0);
    }

    public bool IsEmptyMissing { get; }

    public bool Any => IsEmptyMissing || _texts.Length > 0;

    public bool Contains(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return IsEmptyMissing;
        }

        foreach (var missing in _texts)
        {
            if (text.SequenceEqual(missing))
            {
                return true;
            }
        }

        return false;
    }
}
