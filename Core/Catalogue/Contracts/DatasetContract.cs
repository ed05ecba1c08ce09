using Analytics.Tabular.Schema;

namespace Analytics.Catalogue.Contracts;

/// <summary>What a dataset's files must be, from <c>datasets/&lt;name&gt;.yaml</c>.</summary>
public sealed record DatasetContract
{
    /// <summary>The file's name without its ending; also the folder under <c>incoming/</c> and the table's name in SQL.</summary>
    public required string Name { get; init; }

    public string? Description { get; init; }

    public string? Owner { get; init; }

    /// <summary>Who publishes the data, for people.</summary>
    public string? Source { get; init; }

    public string? Licence { get; init; }

    /// <summary>Which names below the dataset's folder are its files.</summary>
    public FileNames Files { get; init; } = FileNames.Default;

    /// <summary>How files are read. Its contract version is set by the registry of contracts, not by the file.</summary>
    public required TableSchema Schema { get; init; }

    /// <summary>How old the newest version may be before the dataset counts as stale; null where that does not matter.</summary>
    public TimeSpan? FreshWithin { get; init; }

    public RetentionRule Retain { get; init; } = new();

    /// <summary>The file's text, which decides the contract's version.</summary>
    public required string Text { get; init; }

    /// <summary>SHA-256 of <see cref="Text"/> in lower-case hex.</summary>
    public required string Sha256 { get; init; }
}
