namespace Analytics.LocalEmr.Commands;

/// <summary>One of the examples that come with Spark, as <c>run-example</c> runs them.</summary>
/// <param name="Spark">The example's class, with or without its package, stands where spark-submit has the application.</param>
internal sealed record ExampleCommand(SparkCommand Spark) : StepCommand("spark-example", null)
{
    private const string Package = "org.apache.spark.examples.";
    private const string Pi = "SparkPi";

    /// <summary>What spark-submit is told, or why the Spark in that folder cannot run it.</summary>
    public (IReadOnlyList<string>? Words, string? Problem) In(string sparkHome)
    {
        if (Spark.Application.Count == 0)
        {
            return (null, "spark-example needs the name of an example, such as SparkPi.");
        }

        var example = Spark.Application[0];
        var arguments = Spark.Application.Skip(1);
        var folder = Path.Combine(sparkHome, "examples");
        var name = example.StartsWith(Package, StringComparison.Ordinal) ? example[Package.Length..] : example;
        if (Jar(Path.Combine(folder, "jars")) is { } jar)
        {
            return ([.. Spark.Options, "--class", Package + name, jar, .. arguments], null);
        }

        // A Spark that came by pip has the examples in Python alone; that of pi is the same.
        string[] scripts = [Path.Combine(folder, "src", "main", "python", "pi.py"), Path.Combine(folder, "pi.py")];
        return name == Pi && Array.Find(scripts, File.Exists) is { } script
            ? ([.. Spark.Options, script, .. arguments], null)
            : (null, $"The Spark in {sparkHome} came without its examples: there is no examples/jars/spark-examples_*.jar.");
    }

    private static string? Jar(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "spark-examples_*.jar").Order(StringComparer.Ordinal).LastOrDefault()
        : null;
}
