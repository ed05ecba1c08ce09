using System.Text;
using System.Text.RegularExpressions;
using Analytics.Tabular.Quarantine;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Columns;

/// <summary>The constraints of texts: lengths in characters, a pattern, a list of values.</summary>
internal sealed class TextRules
{
    private static readonly TimeSpan PatternLimit = TimeSpan.FromSeconds(1);

    private readonly int _minLength;
    private readonly int _maxLength;
    private readonly Regex? _pattern;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>>? _enum;

    private TextRules(FieldConstraints constraints)
    {
        _minLength = constraints.MinLength ?? 0;
        _maxLength = constraints.MaxLength ?? int.MaxValue;
        if (constraints.Pattern is { } pattern)
        {
            _pattern = CreatePattern(pattern);
        }

        if (constraints.Enum is { } values)
        {
            _enum = values.ToHashSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        }
    }

    /// <summary>Null where the field has no such constraint.</summary>
    public static TextRules? Of(FieldConstraints constraints) =>
        constraints is { MinLength: null, MaxLength: null, Pattern: null, Enum: null } ? null : new TextRules(constraints);

    /// <summary>
    /// Throws an <see cref="ArgumentException"/> or <see cref="NotSupportedException"/> where the text is no pattern, or
    /// none that is matched without backtracking.
    /// </summary>
    public static Regex CreatePattern(string pattern) =>
        new($"^(?:{pattern})\\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, PatternLimit);

    /// <summary>Adds each rule that the text breaks; true where it breaks none.</summary>
    public bool Check(string column, ReadOnlySpan<byte> text, RecordViolations violations)
    {
        var broken = CheckLength(column, text, violations);
        if (_pattern is null && _enum is null)
        {
            return !broken;
        }

        var characters = text.Length <= 512 ? stackalloc char[512] : new char[text.Length];
        characters = characters[..Encoding.UTF8.GetChars(text, characters)];
        broken |= !MatchesPattern(column, text, characters, violations);

        if (_enum is { } values && !values.Contains(characters))
        {
            violations.Add(column, "enum", text);
            broken = true;
        }

        return !broken;
    }

    private bool MatchesPattern(
        string column, ReadOnlySpan<byte> text, ReadOnlySpan<char> characters, RecordViolations violations)
    {
        try
        {
            if (_pattern is null || _pattern.IsMatch(characters))
            {
                return true;
            }

            violations.Add(column, "pattern", text);
        }
        catch (RegexMatchTimeoutException)
        {
            // Without backtracking the time grows with the text only, but steeply where a pattern counts far.
            violations.AddShown(
                column, "pattern", $"(matching took longer than {PatternLimit.TotalSeconds} s) {Violation.Show(text)}");
        }

        return false;
    }

    private bool CheckLength(string column, ReadOnlySpan<byte> text, RecordViolations violations)
    {
        if (_minLength == 0 && _maxLength == int.MaxValue)
        {
            return false;
        }

        var length = CountCharacters(text);
        if (length >= _minLength && length <= _maxLength)
        {
            return false;
        }

        violations.Add(column, length < _minLength ? "minLength" : "maxLength", text);
        return true;
    }

    /// <summary>Unicode scalar values: bytes that do not continue another.</summary>
    private static int CountCharacters(ReadOnlySpan<byte> text)
    {
        var count = 0;
        foreach (var value in text)
        {
            count += (value & 0xC0) == 0x80 ? 0 : 1;
        }

        return count;
    }
}
