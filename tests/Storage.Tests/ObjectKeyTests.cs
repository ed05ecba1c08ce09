using System.Text;
using CsCheck;

namespace Analytics.Storage.Tests;

public sealed class ObjectKeyTests
{
    // Pieces that attackers put together; the generator joins them at random.
    private static readonly string[] Pieces =
    [
        "..", ".", "/", "//", "\\", "\0", "\r\n", "%2e%2e", "%2f", "%00", "..%2f", "..\\", "~", "C:", "\u2024\u2024", "\uFF0F", "\u2215",
        "\u202E", "\uFEFF", "é", "e\u0301", "\U0001F600", "\uD800", "\uDC00", "a", "incoming", "x.csv", "etc/passwd", "/proc/self/environ",
        new('k', 300), new('é', 600), " ", "...", "-rf", "$HOME", "`id`", "*", "con",
    ];

    private static readonly Gen<string> Hostile =
        Gen.OneOf(Pieces.Select(Gen.Const).ToArray()).Array[0, 8].Select(parts => string.Concat(parts));

    [Theory]
    [InlineData(null, "empty")]
    [InlineData("", "empty")]
    [InlineData("../etc/passwd", "'..'")]
    [InlineData("incoming/../../etc/passwd", "'..'")]
    [InlineData("incoming/./x", "'.'")]
    [InlineData("/etc/passwd", "begins")]
    [InlineData("incoming//x", "'//'")]
    [InlineData("incoming/", "ends")]
    [InlineData("a\\b", "backslash")]
    [InlineData("a\0b", "U+0000")]
    [InlineData("a\u007fb", "U+007F")]
    public void TryParse_BadKey_SaysWhatIsWrong(string? text, string reason)
    {
        Assert.False(ObjectKey.TryParse(text, out _, out var fault));
        Assert.Contains(reason, fault);
    }

    [Theory]
    [InlineData(0xD800, false)]
    [InlineData(0xDC00, false)]
    [InlineData(0xD800, true)]
    public void TryParse_LoneSurrogate_IsAFaultNotAnException(int unit, bool last)
    {
        var text = last ? "a" + (char)unit : (char)unit + "a";

        Assert.False(ObjectKey.TryParse(text, out _, out var fault));
        Assert.Contains("surrogate", fault);
    }

    [Fact]
    public void TryParse_Lengths_CountBytesNotCharacters()
    {
        Assert.True(ObjectKey.TryParse(new string('k', 1024), out _, out _));
        Assert.False(ObjectKey.TryParse(new string('k', 1025), out _, out _));
        Assert.True(ObjectKey.TryParse(new string('é', 512), out _, out _));
        Assert.False(ObjectKey.TryParse(new string('é', 513), out _, out _));
    }

    [Theory]
    [InlineData("incoming/flights/2001-01.parquet")]
    [InlineData("incoming/flights/%2e%2e/x")]
    [InlineData("incoming/\uFF0E\uFF0E\uFF0Fx")]
    [InlineData("incoming/…/\U0001F600 x.csv")]
    public void TryParse_UnusualButHarmlessKey_IsTakenAsItStands(string text)
    {
        Assert.True(ObjectKey.TryParse(text, out var key, out _));
        Assert.Equal(text, key.Value);
    }

    [Fact]
    public void TryParse_AnyPieces_GivesAKeyThatStaysUnderTheRootOrAFault() => Hostile.Sample(text =>
    {
        if (!ObjectKey.TryParse(text, out var key, out var fault))
        {
            return fault.Length > 0;
        }

        var path = Path.GetFullPath(Path.Combine("/place/of/store", key.Value));
        return path == "/place/of/store/" + key.Value
            && Encoding.UTF8.GetByteCount(text) <= ObjectKey.MaxBytes
            && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;
    }, iter: 20_000);

    [Fact]
    public async Task Store_AnyKey_TouchesNothingOutsideItsRoot()
    {
        var scratch = Directory.CreateTempSubdirectory("keys-");
        try
        {
            var store = new DirectoryObjectStore(Path.Combine(scratch.FullName, "a", "b", "root"), syncWrites: false);
            await Hostile.SampleAsync(async text =>
            {
                if (ObjectKey.TryParse(text, out var key, out _))
                {
                    await WriteReadDelete(store, key);
                }
            }, iter: 500, threads: 1);

            var outside = Directory.EnumerateFileSystemEntries(scratch.FullName, "*", SearchOption.AllDirectories)
                .Where(path => !(path + '/').StartsWith(store.RootPath + '/', StringComparison.Ordinal));
            Assert.Equal([Path.Combine(scratch.FullName, "a"), Path.Combine(scratch.FullName, "a", "b")], outside.Order());
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static async Task WriteReadDelete(DirectoryObjectStore store, ObjectKey key)
    {
        try
        {
            var entry = await store.PutAsync(key, new MemoryStream([1, 2, 3]), PutCondition.Always, CancellationToken.None);
            Assert.Equal(entry, await store.FindAsync(key, CancellationToken.None));
            await store.DeleteAsync(key, CancellationToken.None);
        }
        catch (IOException refused)
        {
            // A hidden name, or one longer than the file system takes: refused, and nothing is there.
            Assert.Null(await store.FindAsync(key, CancellationToken.None));
            Assert.NotEmpty(refused.Message);
        }
    }
}
