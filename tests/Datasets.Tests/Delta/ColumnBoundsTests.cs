using Analytics.Datasets.Delta;

namespace Analytics.Datasets.Tests.Delta;

public sealed class ColumnBoundsTests
{
    private const string Ten = "0123456789";

    [Theory]
    [InlineData("short", "short")]
    [InlineData(Ten + Ten + Ten + "ab", Ten + Ten + Ten + "ab")]
    [InlineData(Ten + Ten + Ten + "abc", Ten + Ten + Ten + "ac")]
    [InlineData(Ten + Ten + Ten + "a\U0001F600c", Ten + Ten + Ten + "a\U0001F601")]
    [InlineData(Ten + Ten + Ten + "a\uD7FFc", Ten + Ten + Ten + "a\uE000")]
    [InlineData(Ten + Ten + Ten + "a\U0010FFFF\U0010FFFF", Ten + Ten + Ten + "b")]
    public void AtMost_TextOfAnyLength_SortsNotBeforeIt(string text, string expected)
    {
        Assert.Equal(expected, ColumnBounds.AtMost(text));
    }

    [Fact]
    public void AtMost_NothingSortsBehind_IsNone()
    {
        Assert.Null(ColumnBounds.AtMost(string.Concat(Enumerable.Repeat("\U0010FFFF", 33))));
        Assert.NotNull(ColumnBounds.AtMost(string.Concat(Enumerable.Repeat("\U0010FFFF", 32))));
    }

    [Fact]
    public void AtLeast_LongText_IsItsFirst32Characters()
    {
        Assert.Equal(Ten + Ten + Ten + "a\U0001F600", ColumnBounds.AtLeast(Ten + Ten + Ten + "a\U0001F600 and more"));
        Assert.Equal("", ColumnBounds.AtLeast(""));
    }
}
