using System.Threading.Channels;
using Analytics.Fixtures;
using Analytics.SampleData;
using Analytics.Standalone.SampleData;
using Analytics.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Analytics.Standalone.Tests.SampleData;

public sealed class SampleDataLanderTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();
    private readonly Lines _output = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StartAsync_StoreThatCannotBeWrittenAtFirst_TriesAgainUntilAllHasLanded()
    {
        var raw = Directory.CreateDirectory(_scratch.File("raw")).FullName;
        var inTheWay = Path.Combine(raw, "incoming");
        await File.WriteAllTextAsync(inTheWay, "", Token);
        using var data = DataFolder.TryTake(_scratch.Path, out _);
        Assert.NotNull(data);
        using var lander = Lander(raw, data);

        await lander.StartAsync(Token);
        await _output.WaitForAsync("could not be landed");
        File.Delete(inTheWay);

        Assert.NotNull(lander.ExecuteTask);
        await lander.ExecuteTask.WaitAsync(Token);
        Assert.All(SampleFile.All, file => Assert.True(File.Exists(Path.Combine(raw, file.Key.Value))));
    }

    [Fact]
    public async Task StartAsync_SecondTime_LeavesDeletedWhatWasDeleted()
    {
        var raw = Directory.CreateDirectory(_scratch.File("raw")).FullName;
        using var data = DataFolder.TryTake(_scratch.Path, out _);
        Assert.NotNull(data);
        await LandAsync(raw, data);
        Assert.All(SampleFile.All, file => Assert.Contains(
            _output.Seen,
            line => line.Contains(file.Source, StringComparison.Ordinal) && line.Contains(file.Licence, StringComparison.Ordinal)));
        File.Delete(Path.Combine(raw, SampleFile.All[0].Key.Value));

        await LandAsync(raw, data);

        Assert.False(File.Exists(Path.Combine(raw, SampleFile.All[0].Key.Value)));
    }

    public void Dispose()
    {
        _output.Dispose();
        _scratch.Dispose();
    }

    private async Task LandAsync(string raw, DataFolder data)
    {
        using var lander = Lander(raw, data);
        await lander.StartAsync(Token);
        Assert.NotNull(lander.ExecuteTask);
        await lander.ExecuteTask.WaitAsync(Token);
    }

    private SampleDataLander Lander(string raw, DataFolder data) => new(
        new DirectoryObjectStore(raw, syncWrites: false), data, TimeProvider.System, _output,
        NullLogger<SampleDataLander>.Instance)
    {
        RetryDelay = TimeSpan.FromMilliseconds(20),
    };

    private sealed class Lines : StringWriter
    {
        private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

        public List<string> Seen { get; } = [];

        public override Task WriteLineAsync(string? value)
        {
            Seen.Add(value ?? "");
            _lines.Writer.TryWrite(value ?? "");
            return Task.CompletedTask;
        }

        public async Task WaitForAsync(string text)
        {
            while (!(await _lines.Reader.ReadAsync(Token)).Contains(text, StringComparison.Ordinal))
            {
            }
        }
    }
}
