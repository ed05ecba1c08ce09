using Analytics.Database.Charts;

using Npgsql;

namespace Analytics.Results;

/// <summary>Turns what the database says of a person's question into an answer for that person.</summary>
internal static class QueryFaults
{
    /// <summary>A value, or what the query computes, is none of its type.</summary>
    public const string BadValue = "results.badValue";

    /// <summary>There is more to answer than may be.</summary>
    public const string TooLarge = "results.tooLarge";

    public static Task<ResultAnswer<T>> CatchAsync<T>(Func<Task<T>> question)
        where T : class =>
        CatchAsync(async Task<ResultAnswer<T>> () => await question());

    public static async Task<ResultAnswer<T>> CatchAsync<T>(Func<Task<ResultAnswer<T>>> question)
        where T : class
    {
        try
        {
            return await question();
        }
        catch (PostgresException exception) when (FaultOf(exception) is { } fault)
        {
            return fault;
        }
        catch (AnswerTooLargeException exception)
        {
            return new ResultFault(TooLarge, exception.Message, "Ask for fewer rows or columns, or for shorter values.");
        }
        catch (ChartLoginException exception)
        {
            return new ResultFault(
                "charts.noLogin", exception.Message, "Name another user in Database:ChartsConnectionString, or take rights from this one.");
        }
    }

    private static ResultFault? FaultOf(PostgresException exception) => exception.SqlState switch
    {
        PostgresErrorCodes.QueryCanceled => new ResultFault(
            "results.timeout",
            "The query timed out and was cancelled.",
            "Narrow it by filters, or let the job prepare what it needs."),
        PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.ReadOnlySqlTransaction => new ResultFault(
            "query.refused",
            $"{exception.MessageText}.",
            "Queries read the tables of the schema results, and nothing else."),
        PostgresErrorCodes.UndefinedTable => new ResultFault(
            "results.unknownTable",
            $"{exception.MessageText}.",
            "It appears with the first run of its job that succeeds."),
        ['4', '2', ..] => new ResultFault("query.invalid", Located(exception), "Correct the query."),
        ['2', '2', ..] or ['5', '4', ..] => new ResultFault(BadValue, $"{exception.MessageText}.", "Correct the value or the query."),
        _ => null,
    };

    private static string Located(PostgresException exception) =>
        exception.Position > 0 ? $"{exception.MessageText}, at character {exception.Position}." : $"{exception.MessageText}.";
}
