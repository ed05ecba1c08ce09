using Analytics.LocalEmr.Clusters;
using Analytics.LocalEmr.Options;
using Analytics.LocalEmr.Steps;

using Microsoft.Extensions.Options;

namespace Analytics.LocalEmr.Commands;

/// <summary>From a step's jar and arguments to what runs. Arguments are a list, and stay one.</summary>
internal sealed class StepCommands(IOptions<LocalEmrOptions> options)
{
    private const string CommandRunner = "command-runner.jar";
    private const string ScriptRunner = "script-runner.jar";
    private const string Spark = "Spark";

    private static readonly string[] Known =
        ["spark-submit", "spark-sql", "spark-example", "hive-script", "hadoop-streaming", "s3-dist-cp"];

    /// <summary>The command, or why there is none.</summary>
    public (StepCommand? Command, string? Refusal) Parse(Cluster cluster, Step step)
    {
        var jar = Name(step.Jar.Jar ?? "");
        var arguments = step.Jar.Args ?? [];
        if (jar == ScriptRunner)
        {
            return arguments.Count > 0
                ? Script(new ScriptCommand(arguments[0], [.. arguments.Skip(1)]))
                : (null, "script-runner.jar needs the script's address as its first argument.");
        }

        if (jar != CommandRunner)
        {
            return (null, $"LocalEmr runs {CommandRunner} ({string.Join(", ", Known)}), not the jar '{step.Jar.Jar}'. "
                + "Run a Spark application's jar by spark-submit.");
        }

        if (arguments.Count == 0)
        {
            return (null, "command-runner.jar needs a command as its first argument.");
        }

        List<string> rest = [.. arguments.Skip(1)];
        return Name(arguments[0]) switch
        {
            "spark-submit" when Has(cluster, Spark) => (SparkArguments.Submit(rest), null),
            "spark-sql" when Has(cluster, Spark) => (SparkArguments.Sql("spark-sql", rest), null),
            "spark-example" when Has(cluster, Spark) => (new ExampleCommand(SparkArguments.Submit(rest)), null),
            "hive-script" or "hive" when HasHadoop(cluster) && Has(cluster, "Hive") =>
                (SparkArguments.Sql("hive-script", HiveArguments(rest)), null),
            "hadoop-streaming" when HasHadoop(cluster) => (new StreamingCommand(rest), null),
            "s3-dist-cp" when HasHadoop(cluster) => DistCpCommand.Parse(rest),
            "bash" or "sh" => Script(new ScriptCommand(null, rest)),
            var name => (null, $"Cannot run program \"{arguments[0]}\": error=2, No such file or directory. {Missing(cluster, name)}"),
        };
    }

    private static string Missing(Cluster cluster, string command) =>
        command != "hive" && !Known.Contains(command) ? $"LocalEmr runs {string.Join(", ", Known)}."
        : !HasHadoop(cluster) && !command.StartsWith("spark-", StringComparison.Ordinal)
            ? $"Release {cluster.Request.ReleaseLabel} has Spark only."
            : "The cluster was started without "
                + $"{(command.StartsWith("hive", StringComparison.Ordinal) ? "Hive" : Spark)}: name it in Applications.";

    private static bool HasHadoop(Cluster cluster) => Releases.HasHadoop(cluster.Request.ReleaseLabel);

    /// <summary>An application is there where the cluster was started with it; without any named, EMR installs Hadoop alone.</summary>
    private static bool Has(Cluster cluster, string application) => cluster.Request.Applications?.Any(
        named => string.Equals(named.Name, application, StringComparison.OrdinalIgnoreCase)) == true;

    private (StepCommand? Command, string? Refusal) Script(ScriptCommand command) => options.Value.AllowScripts
        ? (command, null)
        : (null, "LocalEmr runs scripts only when "
            + $"{LocalEmrOptions.Section}:{nameof(LocalEmrOptions.AllowScripts)} is true, since they may do all that its user may.");

    /// <summary>What follows --args is hive's own; before it stand options of EMR's wrapper.</summary>
    private static List<string> HiveArguments(List<string> arguments)
    {
        var start = arguments.IndexOf("--args");
        if (start >= 0)
        {
            return arguments[(start + 1)..];
        }

        List<string> rest = [];
        for (var place = 0; place < arguments.Count; place++)
        {
            if (arguments[place] is "--base-path" or "--hive-versions")
            {
                place++;
            }
            else if (arguments[place] != "--run-hive-script")
            {
                rest.Add(arguments[place]);
            }
        }

        return rest;
    }

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];
}
