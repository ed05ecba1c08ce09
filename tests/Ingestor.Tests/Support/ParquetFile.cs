using DuckDB.NET.Data;

namespace Analytics.Ingestor.Tests.Support;

/// <summary>Parquet files by an engine that shares no code with the platform's writer.</summary>
internal static class ParquetFile
{
    public static byte[] Write(string query, string options = "")
    {
        var folder = Directory.CreateTempSubdirectory("parquet-");
        try
        {
            var path = Path.Combine(folder.FullName, "t.parquet");
            using var connection = new DuckDBConnection("Data Source=:memory:");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"COPY ({query}) TO '{path}' (FORMAT parquet{options})";
            command.ExecuteNonQuery();
            return File.ReadAllBytes(path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
