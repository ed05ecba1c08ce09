namespace Analytics.EmbeddedPostgres.Installations;

/// <summary>The programs (postgres, initdb, pg_ctl) of one PostgreSQL version, all in one directory.</summary>
internal sealed record PostgresInstallation(string BinDirectory, Version Version, PostgresSource Source)
{
    public string Postgres => Program("postgres");

    public string InitDb => Program("initdb");

    public string PgCtl => Program("pg_ctl");

    public static string ExecutableName(string name) => OperatingSystem.IsWindows() ? name + ".exe" : name;

    private string Program(string name) => Path.Combine(BinDirectory, ExecutableName(name));
}
