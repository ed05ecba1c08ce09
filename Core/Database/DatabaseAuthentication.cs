namespace Analytics.Database;

/// <summary>How a service proves to the database who it is.</summary>
public enum DatabaseAuthentication
{
    /// <summary>By what the connection string says.</summary>
    Password,

    /// <summary>By a token of AWS IAM, as RDS takes it: signed here for each connection, over TLS only.</summary>
    Iam,
}
