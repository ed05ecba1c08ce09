namespace Analytics.Tabular.Values;

/// <summary>
/// Rewrites a number in a field's notation (decimal comma, groups of three) into the plain one that the parsers read.
/// </summary>
internal sealed class NumberNotation(char decimalChar, char? groupChar)
{
    public const int MaxLength = 400;

    private readonly byte _decimalChar = (byte)decimalChar;
    private readonly byte? _groupChar = (byte?)groupChar;

    public static bool IsPlain(char decimalChar, char? groupChar) => decimalChar == '.' && groupChar is null;

    /// <summary>
    /// Writes the plain form into <paramref name="buffer"/>; false where the text is no number of this notation: a
    /// group of other than three digits, a group behind the decimal character, or a point that means nothing here.
    /// </summary>
    public bool TryRewrite(ReadOnlySpan<byte> text, Span<byte> buffer, out int length)
    {
        length = 0;
        if (text.Length > buffer.Length)
        {
            return false;
        }

        var sinceGroup = -1;
        var wholeDigits = 0;
        var inFraction = false;
        foreach (var character in text)
        {
            if (character == _groupChar)
            {
                if (inFraction || wholeDigits is < 1 || (sinceGroup < 0 ? wholeDigits > 3 : sinceGroup != 3))
                {
                    return false;
                }

                sinceGroup = 0;
                continue;
            }

            if (character == _decimalChar)
            {
                if (inFraction || sinceGroup is >= 0 and not 3)
                {
                    return false;
                }

                inFraction = true;
                buffer[length++] = (byte)'.';
                continue;
            }

            if (character == '.')
            {
                return false;
            }

            if (!inFraction && character is >= (byte)'0' and <= (byte)'9')
            {
                wholeDigits++;
                sinceGroup += sinceGroup >= 0 ? 1 : 0;
            }

            buffer[length++] = character;
        }

        return inFraction || sinceGroup is < 0 or 3;
    }
}
