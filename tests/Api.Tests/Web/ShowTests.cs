using Analytics.Api.Web;

namespace Analytics.Api.Tests.Web;

public sealed class ShowTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1500, "1.5 kB")]
    [InlineData(999_999, "1.0 MB")]
    [InlineData(13_493_022, "13.5 MB")]
    public void Bytes_Any_HasAUnitPeopleRead(long value, string expected) => Assert.Equal(expected, Show.Bytes(value));

    [Theory]
    [InlineData(0, "0 %")]
    [InlineData(0.000001, "< 0.01 %")]
    [InlineData(0.0015, "0.15 %")]
    [InlineData(0.2, "20 %")]
    [InlineData(0.99999, "> 99.99 %")]
    [InlineData(1, "100 %")]
    public void Share_Any_IsNeverRoundedToNoneOrAll(double value, string expected) => Assert.Equal(expected, Show.Share(value));

    [Theory]
    [InlineData(0.25, "250 ms")]
    [InlineData(2.5, "2.5 s")]
    [InlineData(75, "1 min 15 s")]
    [InlineData(7300, "2 h 1 min")]
    [InlineData(200_000, "2 d 7 h")]
    public void Duration_Any_HasItsTwoLargestParts(double seconds, string expected) =>
        Assert.Equal(expected, Show.Duration(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Time_Any_SaysUtc() =>
        Assert.Equal("2001-02-03 04:05:06 UTC", Show.Time(new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc)));
}
