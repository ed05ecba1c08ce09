namespace Analytics.Results;

/// <summary>How a column is compared with the values of a filter. NULL matches none of them.</summary>
public enum FilterOperator
{
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,

    /// <summary>The column's text holds the value, in any case.</summary>
    Contains,

    /// <summary>The column is one of the values.</summary>
    In,
}
