namespace Analytics.Catalogue.Queries;

/// <summary>What PostgreSQL's scanner takes a piece of a query for.</summary>
public enum SqlTokenKind
{
    /// <summary>A key word or a name without quotes.</summary>
    Word,

    /// <summary>A name in double quotes.</summary>
    QuotedName,

    /// <summary>A text in any of its forms, with the pieces of it that follow on later lines.</summary>
    Text,

    Number,

    Comment,

    /// <summary>One character that is none of the others; operators are several of them.</summary>
    Symbol,
}
