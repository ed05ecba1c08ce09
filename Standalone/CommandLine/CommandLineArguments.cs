using Analytics.Database;

namespace Analytics.Standalone.CommandLine;

/// <summary>
/// The options by their short names. The host's own reader passes over what it does not know, so that a misspelt option would mean
/// its default.
/// </summary>
internal static class CommandLineArguments
{
    public const string Help = """
        The whole analytics platform in one process.

          --data-dir DIR             database, object stores, scratch space   (.data)
          --catalogue DIR            contracts, jobs, dashboards              (the nearest folder 'catalog', here or above)
          --sample-data true|false   land the sample data at the first start  (true)
          --connection-string TEXT   a PostgreSQL of yours, 'Host=…;…'        (one of its own, in the data directory)
          --urls ADDRESSES           where to listen; loopback only           (http://localhost:5080)
          --help                     this text

        Any other setting goes by its full name, as in --Ingest:Workers 2. After 'dotnet run', put -- before the first option.
        """;

    /// <summary>The option's name, and the setting that it stands for.</summary>
    public static readonly IReadOnlyDictionary<string, string> Switches = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["--data-dir"] = $"{StandaloneOptions.Section}:{nameof(StandaloneOptions.DataDirectory)}",
        ["--sample-data"] = $"{StandaloneOptions.Section}:{nameof(StandaloneOptions.SampleData)}",
        ["--catalogue"] = "Catalogue:Path",
        ["--connection-string"] = $"ConnectionStrings:{DatabaseOptions.ConnectionName}",
    };

    /// <summary>The host's own, which have no section.</summary>
    private static readonly string[] HostKeys =
        ["urls", "http_ports", "https_ports", "environment", "contentRoot", "applicationName", "webroot"];

    public static bool AskForHelp(string[] args) => args.Any(arg => arg is "--help" or "-h" or "-?");

    /// <summary>What is wrong with the first argument that is; null when all are understood.</summary>
    public static string? FaultOf(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            var (name, hasValue) = args[i].IndexOf('=') is >= 0 and var end ? (args[i][..end], true) : (args[i], false);
            if (!name.StartsWith("--", StringComparison.Ordinal) || !IsKnown(name))
            {
                return $"'{name}' is not an option.{Hint(name)} --help lists the options.";
            }

            // The value is the next argument.
            if (!hasValue && (++i == args.Length || args[i].StartsWith("--", StringComparison.Ordinal)))
            {
                return $"{name} needs a value. --help lists the options.";
            }
        }

        return null;
    }

    private static bool IsKnown(string name) =>
        Switches.ContainsKey(name) || name.Contains(':') || HostKeys.Contains(name[2..], StringComparer.OrdinalIgnoreCase);

    private static string Hint(string name)
    {
        var bare = Letters(name);
        var meant = Switches.Keys.Append("--urls").FirstOrDefault(known =>
            Letters(known) is var letters && bare.Length > 2
            && (letters.Contains(bare, StringComparison.Ordinal) || bare.Contains(letters, StringComparison.Ordinal)
                || letters[..3] == bare[..3]));
        return meant is null ? "" : $" Did you mean {meant}?";
    }

    private static string Letters(string name) => string.Concat(name.Where(char.IsLetter)).ToLowerInvariant();
}
