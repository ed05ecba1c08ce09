namespace Analytics.LocalEmr.Commands;

/// <summary>s3-dist-cp, as far as LocalEmr has it: copies files between S3 and folders, chosen and put together by patterns.</summary>
internal sealed record DistCpCommand(string Source, string Target, string? Pattern, string? GroupBy, bool DeleteOnSuccess)
    : StepCommand("s3-dist-cp", null)
{
    /// <summary>The script of the copy, which lies in the program; it takes <see cref="Arguments"/>.</summary>
    public const string ScriptName = "s3_dist_cp.py";

    private const string Delete = "--deleteOnSuccess";
    private static readonly string[] Valued = ["--src", "--dest", "--srcPattern", "--groupBy"];

    public IReadOnlyList<string> Arguments => [Source, Target, Pattern ?? "", GroupBy ?? "", DeleteOnSuccess ? "delete" : ""];

    /// <summary>Options stand as <c>--name=value</c> or <c>--name value</c>; one that would be left out silently is refused.</summary>
    public static (StepCommand? Command, string? Refusal) Parse(IReadOnlyList<string> arguments)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var place = 0; place < arguments.Count; place++)
        {
            var words = arguments[place].Split('=', 2);
            if (words is [Delete])
            {
                values[Delete] = "";
            }
            else if (!Valued.Contains(words[0]))
            {
                return (null, $"LocalEmr's s3-dist-cp does not know '{words[0]}'. It knows {string.Join(", ", Valued)} and {Delete}.");
            }
            else if (words.Length == 2)
            {
                values[words[0]] = words[1];
            }
            else if (++place < arguments.Count)
            {
                values[words[0]] = arguments[place];
            }
            else
            {
                return (null, $"s3-dist-cp: {words[0]} needs a value.");
            }
        }

        return values.TryGetValue("--src", out var source) && values.TryGetValue("--dest", out var target)
            ? (new DistCpCommand(
                source, target, values.GetValueOrDefault("--srcPattern"), values.GetValueOrDefault("--groupBy"), values.ContainsKey(Delete)),
                null)
            : (null, "s3-dist-cp needs --src and --dest.");
    }
}
