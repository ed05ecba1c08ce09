using Analytics.Fixtures;

namespace Analytics.Cli.Tests.Check;

public sealed class CheckCommandTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Fact]
    public async Task Check_CatalogueWithFaults_PrintsEachAndExitsWithOne()
    {
        Directory.CreateDirectory(_folder.File("datasets"));
        await File.WriteAllTextAsync(_folder.File("datasets/sales.yaml"), "format: cvs\nfields:\n  - { name: id, type: int33 }\n");

        var result = await AnalyticsCommand.RunAsync("check", _folder.Path);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("datasets/sales.yaml:1:format: must be csv", result.StandardError, StringComparison.Ordinal);
        Assert.Contains("datasets/sales.yaml:3:fields[0].type: 'int33' is not a type", result.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_CatalogueWithoutFaults_ExitsWithZero()
    {
        Directory.CreateDirectory(_folder.File("datasets"));
        await File.WriteAllTextAsync(_folder.File("datasets/sales.yaml"), "format: csv\nfields:\n  - { name: id, type: int32 }\n");

        var result = await AnalyticsCommand.RunAsync("check", _folder.Path);

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("In order: 1 dataset, 0 jobs, 0 dashboards; 0 faults.", result.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_FolderThatIsNotThere_SaysSo()
    {
        var result = await AnalyticsCommand.RunAsync("check", _folder.File("nowhere"));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("does not exist", result.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_NamesBothCommands()
    {
        var result = await AnalyticsCommand.RunAsync("--help");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("check", result.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("convert", result.StandardOutput, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
