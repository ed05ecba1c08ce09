namespace Analytics.Api.Results;

/// <summary>How numbers of results are written in JSON.</summary>
internal enum NumberForm
{
    /// <summary>As numbers, but as text where a reader that takes each number for a double would round it.</summary>
    Exact,

    /// <summary>All of them as text: PostgreSQL's own.</summary>
    Text,

    /// <summary>All of them as numbers with all their digits, for readers that keep them.</summary>
    Number,
}
