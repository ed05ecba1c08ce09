namespace Analytics.Catalogue.Dashboards;

/// <summary>How a chart writes the numbers of a column.</summary>
public enum NumberFormat
{
    /// <summary>With separators between thousands.</summary>
    Number,

    /// <summary>Digits alone: years, identifiers.</summary>
    Plain,

    /// <summary>A share from 0 to 1, in percent.</summary>
    Percent,

    /// <summary>Shortened: 1.2 M.</summary>
    Compact,
}
