using System.Globalization;

using Analytics.Results;

namespace Analytics.Api.Results;

/// <summary>Gives the numbers of rows the form in which they travel as JSON.</summary>
internal static class JsonNumbers
{
    public const string Parameter = "numbers";

    public const string About =
        "text: all numbers as text, as PostgreSQL writes them; number: all as JSON numbers with all digits, NaN and Infinity as null. "
        + "Without it as numbers, but as text where a double would round them.";

    /// <summary>Integers up to here are doubles too.</summary>
    private const long LargestExact = 1L << 53;

    /// <summary>Every number of so many digits keeps them as a double.</summary>
    private const int DoubleDigits = 15;

    public static NumberForm FormOf(string? text) => text switch
    {
        "text" => NumberForm.Text,
        "number" => NumberForm.Number,
        _ => NumberForm.Exact,
    };

    public static IReadOnlyList<object?[]> Of(IReadOnlyList<object?[]> rows, IEnumerable<string> types, NumberForm form)
    {
        var isNumber = types.Select(WideNumbers.IsNumber).ToArray();
        return [.. rows.Select(row => row.Select((value, at) => Of(value, isNumber[at], form)).ToArray())];
    }

    private static object? Of(object? value, bool isNumber, NumberForm form) => value switch
    {
        byte[] => value,
        Array list => list.Cast<object?>().Select(one => Of(one, one is not string, form)).ToArray(),
        string text when isNumber => form == NumberForm.Number ? RawNumber.Of(text) : text,
        // Not as .NET writes them: of two shortest texts of a float it may take the other one, which as a double is another number.
        double or float when form != NumberForm.Text && NumberText.Of(value) is { } text =>
            RawNumber.Of(text) ?? (object?)(form == NumberForm.Number ? null : text),
        _ when form == NumberForm.Number => value,
        _ when form == NumberForm.Text || !IsKeptByDouble(value) => NumberText.Of(value) ?? value,
        _ => value,
    };

    private static bool IsKeptByDouble(object? value) => value switch
    {
        long number => number is >= -LargestExact and <= LargestExact,
        decimal number => number.ToString(CultureInfo.InvariantCulture).TrimStart('-', '0', '.').Count(char.IsAsciiDigit) <= DoubleDigits,
        _ => true,
    };
}
