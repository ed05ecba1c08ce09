using Analytics.Standalone.CommandLine;

namespace Analytics.Standalone.Tests.CommandLine;

public class CommandLineArgumentsTests
{
    [Theory]
    [InlineData("--data-dir", "/var/lib/analytics", "--sample-data", "false")]
    [InlineData("--data-dir=x", "--urls=http://localhost:1")]
    [InlineData("--connection-string", "Host=localhost;Password=a=b")]
    [InlineData("--environment", "Development", "--Ingest:Workers", "2")]
    public void FaultOf_KnownOptions_Passes(params string[] args) => Assert.Null(CommandLineArguments.FaultOf(args));

    [Theory]
    [InlineData("'--data-directory' is not an option. Did you mean --data-dir?", "--data-directory", "x")]
    [InlineData("'--sample' is not an option. Did you mean --sample-data?", "--sample", "false")]
    [InlineData("'--url' is not an option. Did you mean --urls?", "--url=http://localhost:1")]
    [InlineData("'--catalog' is not an option. Did you mean --catalogue?", "--catalog", "x")]
    [InlineData("'-d' is not an option. --help", "-d", "x")]
    [InlineData("'data' is not an option.", "data")]
    [InlineData("--data-dir needs a value.", "--data-dir")]
    [InlineData("--sample-data needs a value.", "--sample-data", "--urls=http://localhost:1")]
    public void FaultOf_AnythingElse_SaysWhatIsMeant(string fault, params string[] args) =>
        Assert.StartsWith(fault, CommandLineArguments.FaultOf(args), StringComparison.Ordinal);

    [Fact]
    public void Help_NamesEveryOption() =>
        Assert.All(
            CommandLineArguments.Switches.Keys,
            option => Assert.Contains(option, CommandLineArguments.Help, StringComparison.Ordinal));
}
