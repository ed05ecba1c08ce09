using System.Text;
using Analytics.Fixtures;
using Analytics.Machine.Files;

namespace Analytics.Machine.Tests.Files;

public sealed class PlainFileTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Fact]
    public async Task ReadTextAsync_RegularFile_GivesItsText()
    {
        await File.WriteAllTextAsync(_folder.File("a.yaml"), "ä: 1\n", TestContext.Current.CancellationToken);

        Assert.Equal("ä: 1\n", await ReadAsync("a.yaml", 100));
    }

    [Fact]
    public async Task ReadTextAsync_LongerThanAllowed_Throws()
    {
        OddFiles.MakeSparse(_folder.File("huge"), 1L << 40);

        var fault = await Assert.ThrowsAsync<IOException>(() => ReadAsync("huge", 1000));

        Assert.Contains("more than 1,000 bytes", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pipe", "a pipe, socket or device")]
    [InlineData("link", "a symbolic link")]
    [InlineData("folder", "a folder")]
    [InlineData("/dev/zero", "a pipe, socket or device")]
    public async Task Open_NoRegularFile_IsRefusedAtOnce(string name, string what)
    {
        OddFiles.MakePipe(_folder.File("pipe"));
        File.CreateSymbolicLink(_folder.File("link"), "/etc/passwd");
        Directory.CreateDirectory(_folder.File("folder"));

        var fault = await Assert.ThrowsAsync<NotRegularFileException>(
            () => Task.Run(() => PlainFile.Open(_folder.File(name)))
                .WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));

        Assert.Contains($"is {what}; only regular files are read.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void IsWithin_ThroughALinkedFolder_IsFalse()
    {
        using var outside = new ScratchFolder();
        File.WriteAllText(outside.File("secret"), "x");
        File.WriteAllText(_folder.File("own"), "x");
        Directory.CreateSymbolicLink(_folder.File("out"), outside.Path);

        Assert.True(PlainFile.IsWithin(_folder.Path, _folder.File("own")));
        Assert.False(PlainFile.IsWithin(_folder.Path, _folder.File("out/secret")));
        Assert.False(PlainFile.IsWithin(_folder.Path, outside.File("secret")));
        Assert.False(PlainFile.IsWithin(_folder.Path, _folder.File("x/../own")));
    }

    public void Dispose() => _folder.Dispose();

    private Task<string> ReadAsync(string name, long maxBytes) =>
        PlainFile.ReadTextAsync(_folder.File(name), maxBytes, Encoding.UTF8, TestContext.Current.CancellationToken);
}
