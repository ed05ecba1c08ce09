using System.Text;
using System.Text.RegularExpressions;
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
            _pattern = new Regex($"^(?:{pattern})\\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, PatternLimit);
        }

        if (constraints.Enum is { } values)
        {
            _enum = values.ToHashSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        }
    }

    /// <summary>Null where the field has no such constraint.</summary>
    public static TextRules? Of(FieldConstraints constraints) =>
        constraints is { MinLength: null, MaxLength: null, Pattern: null, Enum: null } ? null : new TextRules(constraints);

    /// <summary>The name of the first rule that the text breaks; null where it breaks none.</summary>
    public string? BrokenRule(ReadOnlySpan<byte> text)
    {
        if (_minLength > 0 || _maxLength < int.MaxValue)
        {
            var length = CountCharacters(text);
            if (length < _minLength)
            {
                return "minLength";
            }

            if (length > _maxLength)
            {
                return "maxLength";
            }
        }

        if (_pattern is null && _enum is null)
        {
            return null;
        }

        var characters = text.Length <= 512 ? stackalloc char[512] : new char[text.Length];
        characters = characters[..Encoding.UTF8.GetChars(text, characters)];
        if (_pattern is not null && !_pattern.IsMatch(characters))
        {
            return "pattern";
        }

        return _enum is { } values && !values.Contains(characters) ? "enum" : null;
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
