using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Analytics.Storage;

/// <summary>
/// A checked key: 1 to 1,024 bytes of UTF-8, segments separated by '/', none of them empty, '.' or '..'; no control characters and no
/// backslash. Made by <see cref="TryParse"/> alone, so that a method that takes one need not check again.
/// </summary>
public sealed record ObjectKey
{
    public const int MaxBytes = 1024;

    private ObjectKey(string value) => Value = value;

    public string Value { get; }

    /// <summary>Checks a key from outside; <paramref name="fault"/> says what is wrong with it.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ObjectKey? key, [NotNullWhen(false)] out string? fault)
    {
        fault = FaultOf(text);
        key = fault is null ? new ObjectKey(text!) : null;
        return fault is null;
    }

    /// <summary>A key that the platform itself composed; throws where it is none.</summary>
    public static ObjectKey Parse(string text) =>
        TryParse(text, out var key, out var fault) ? key : throw new ArgumentException(fault, nameof(text));

    public override string ToString() => Value;

    private static string? FaultOf(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "The key is empty.";
        }

        if (Encoding.UTF8.GetByteCount(text) > MaxBytes)
        {
            return $"The key is longer than {MaxBytes:N0} bytes.";
        }

        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsControl(text[at]))
            {
                return $"The key holds the control character U+{(int)text[at]:X4}.";
            }

            if (text[at] == '\\')
            {
                return "The key holds a backslash.";
            }

            if (char.IsSurrogate(text[at]) && !(at + 1 < text.Length && char.IsSurrogatePair(text[at], text[++at])))
            {
                return "The key is not well-formed Unicode: half of a surrogate pair is missing.";
            }
        }

        foreach (var segment in text.Split('/'))
        {
            if (segment.Length == 0)
            {
                return "The key begins or ends with '/', or holds '//'.";
            }

            if (segment is "." or "..")
            {
                return $"The key holds the segment '{segment}', which would leave the store's root.";
            }
        }

        return null;
    }
}
