using System.Text;

namespace Analytics.Emr.Tests;

public sealed class TrailingTabsTests
{
    [Theory]
    [InlineData("a\t\nb\t\n", "a\nb\n", 2)]
    [InlineData("a\t\nb\t\n", "a\nb\n", 64)]
    [InlineData("a\tb\nc\t\t\n", "a\tb\nc\t\n", 3)]
    [InlineData("a\t", "a", 2)]
    [InlineData("\t\n\n", "\n\n", 2)]
    [InlineData("", "", 2)]
    public void Read_Lines_LoseTheTabAtTheirEnd(string given, string expected, int count)
    {
        using var lines = new TrailingTabs(new MemoryStream(Encoding.UTF8.GetBytes(given)));
        var buffer = new byte[count];
        var text = new StringBuilder();
        for (int read; (read = lines.Read(buffer, 0, count)) > 0;)
        {
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        Assert.Equal(expected, text.ToString());
    }
}
