namespace Analytics.EmbeddedPostgres;

/// <summary>Where the server's programs may come from.</summary>
public enum PostgresSource
{
    /// <summary>The newest one of the machine; where it has none, the npm package.</summary>
    Any,
    Machine,
    NpmPackage,
}
