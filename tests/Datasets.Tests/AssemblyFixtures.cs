using Analytics.Fixtures;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
