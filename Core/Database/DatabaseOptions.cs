namespace Analytics.Database;

/// <summary>Section <c>Database</c>; the connection itself is <c>ConnectionStrings:analytics</c>.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary>The name of the connection string.</summary>
    public const string ConnectionName = "analytics";

    /// <summary>From <c>ConnectionStrings:analytics</c>.</summary>
    public string ConnectionString { get; set; } = "";

    public DatabaseAuthentication Authentication { get; set; }

    /// <summary>
    /// The database's region with <see cref="DatabaseAuthentication.Iam"/>; empty for the one that AWS clients find by themselves.
    /// </summary>
    public string Region { get; set; } = "";

    /// <summary>
    /// A file of trusted certificate authorities (PEM), such as RDS's bundle. With it connections are encrypted, and refused where the
    /// server's certificate is not of these or not of this host; <see cref="DatabaseAuthentication.Iam"/> needs it.
    /// </summary>
    public string RootCertificate { get; set; } = "";

    /// <summary>The most connections that one service holds, unless the connection string says so itself.</summary>
    public int MaxConnections { get; set; } = 20;

    /// <summary>The most connections that pages and answers of the API hold, beside those of work.</summary>
    public int MaxPageConnections { get; set; } = 10;

    /// <summary>The most connections that the queries of charts hold, beside those of work and of pages.</summary>
    public int MaxChartConnections { get; set; } = 4;

    /// <summary>
    /// How charts log in, where the migrations could not make a login for them: a user of the same database that may read the schema
    /// <c>results</c> and nothing else.
    /// </summary>
    public string ChartsConnectionString { get; set; } = "";

    /// <summary>How long a statement may take, unless the connection string says so itself.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether a start brings the database up to date. Where it does not, for lack of the right to, it waits until the Migrator or
    /// another service has.
    /// </summary>
    public bool Migrate { get; set; } = true;

    /// <summary>How long a start waits for the database and for another's migrations.</summary>
    public TimeSpan MigrationTimeout { get; set; } = TimeSpan.FromMinutes(5);
}
