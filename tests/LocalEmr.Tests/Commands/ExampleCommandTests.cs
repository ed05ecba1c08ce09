using Analytics.LocalEmr.Commands;

namespace Analytics.LocalEmr.Tests.Commands;

public sealed class ExampleCommandTests : IDisposable
{
    private readonly ScratchFolder _spark = new();

    public void Dispose() => _spark.Dispose();

    [Theory]
    [InlineData("SparkPi")]
    [InlineData("org.apache.spark.examples.SparkPi")]
    public void In_SparkWithItsJar_RunsTheClassOfTheJar(string name)
    {
        var jar = Write("examples/jars/spark-examples_2.12-3.5.6.jar");
        Write("examples/src/main/python/pi.py");

        Assert.Equal(
            ["--conf", "a=b", "--class", "org.apache.spark.examples.SparkPi", jar, "10"],
            Command("--conf", "a=b", name, "10").In(_spark.Path).Words);
    }

    [Fact]
    public void In_SparkWithScriptsAlone_RunsThatOfPi()
    {
        var script = Write("examples/src/main/python/pi.py");

        Assert.Equal([script, "10"], Command("SparkPi", "10").In(_spark.Path).Words);
        Assert.Contains("without its examples", Command("SparkLR").In(_spark.Path).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void In_NoExampleNamed_SaysSo() =>
        Assert.Contains("needs the name of an example", Command().In(_spark.Path).Problem, StringComparison.Ordinal);

    private static ExampleCommand Command(params string[] arguments) => new(SparkArguments.Submit(arguments));

    private string Write(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_spark.File(name)) ?? "");
        File.WriteAllText(_spark.File(name), "");
        return _spark.File(name);
    }
}
