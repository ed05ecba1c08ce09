using Analytics.Catalogue.Jobs;

namespace Analytics.Catalogue.Tests.Jobs;

public class SqlParametersTests
{
    [Theory]
    [InlineData("select $one, $two_2 from t where a > $one", "one,two_2")]
    [InlineData("select '$a', \"$b\", $c -- $d\n, $e /* $f */", "c,e")]
    [InlineData("select 'it''s $a', $b", "b")]
    [InlineData("select $$ $a $$, $tag$ $b $tag$, $c", "c")]
    [InlineData("select $1, 5 $", "")]
    [InlineData("select 'open $a", "")]
    public void NamesIn_Script_FindsWhatIsNoTextAndNoComment(string sql, string names) =>
        Assert.Equal(names, string.Join(',', SqlParameters.NamesIn(sql).Order(StringComparer.Ordinal)));

    [Theory]
    [InlineData("select $one, '$two', $$ $three $$ from t -- $four", "select :one, '$two', $$ $three $$ from t -- $four")]
    [InlineData("select $1, a::int", "select $1, a::int")]
    public void ToSpark_Script_GivesItsMarkers(string sql, string spark) => Assert.Equal(spark, SqlParameters.ToSpark(sql));
}
