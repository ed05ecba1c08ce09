using Microsoft.Extensions.Options;

namespace Analytics.Results;

internal sealed class ValidateResultReadOptions : IValidateOptions<ResultReadOptions>
{
    public ValidateOptionsResult Validate(string? name, ResultReadOptions options)
    {
        var problems = new List<string>();
        if (options.QueryTimeout < TimeSpan.FromMilliseconds(100))
        {
            problems.Add("Results:QueryTimeout must be at least 00:00:00.1, because the database cuts off what takes longer.");
        }

        if (options.ExportTimeout < options.QueryTimeout)
        {
            problems.Add("Results:ExportTimeout must be at least Results:QueryTimeout.");
        }

        if (options.MaxExports is < 1 or > 100)
        {
            problems.Add("Results:MaxExports must be between 1 and 100.");
        }

        if (options.MaxChartRows is < 1 or > 1_000_000)
        {
            problems.Add("Results:MaxChartRows must be between 1 and 1,000,000.");
        }

        if (options.MaxAnswerBytes is < 1024 or > 1L << 30)
        {
            problems.Add("Results:MaxAnswerBytes must be between 1,024 and 1,073,741,824.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
