namespace Analytics.Catalogue.Dashboards;

/// <summary>How a chart shows its rows.</summary>
public enum ChartKind
{
    Bar,
    Line,
    Scatter,

    /// <summary>Two axes of categories and a colour for the value.</summary>
    Heatmap,

    /// <summary>Points at longitude (x) and latitude (y) over the United States or the world.</summary>
    Map,
    Table,

    /// <summary>A single figure.</summary>
    Number,
}
