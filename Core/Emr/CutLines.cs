using System.Runtime.CompilerServices;
using System.Text;

namespace Analytics.Emr;

/// <summary>The lines of what a program wrote, which may never have ended one: of a long line only its beginning is in memory.</summary>
internal static class CutLines
{
    private const int BufferLength = 16 * 1024;

    /// <summary>What <see cref="TextReader.ReadLine"/> gives, each line cut at <paramref name="longest"/> characters.</summary>
    public static async IAsyncEnumerable<string> ReadAsync(
        TextReader reader, int longest, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new char[BufferLength];
        var line = new StringBuilder();
        var (isBegun, isAfterReturn) = (false, false);
        while (await reader.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            for (var at = 0; at < read; at++)
            {
                var letter = buffer[at];
                if (letter is '\n' or '\r')
                {
                    // A line feed right behind a return ends no line of its own.
                    if (letter == '\r' || !isAfterReturn)
                    {
                        yield return line.ToString();
                        line.Clear();
                        isBegun = false;
                    }
                }
                else
                {
                    isBegun = true;
                    if (line.Length < longest)
                    {
                        line.Append(letter);
                    }
                }

                isAfterReturn = letter == '\r';
            }
        }

        if (isBegun)
        {
            yield return line.ToString();
        }
    }
}
