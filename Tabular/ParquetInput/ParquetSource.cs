using Analytics.Tabular.Blocks;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;
using ParquetSharp;

namespace Analytics.Tabular.ParquetInput;

/// <summary>A Parquet file that is opened for conversion: its footer looked at before any of its data.</summary>
internal sealed class ParquetSource : IDisposable
{
    private static ReadOnlySpan<byte> EncryptedMark => "PARE"u8;

    private ParquetFileReader? _file;
    private ParquetCutter? _cutter;

    /// <summary>Throws a <see cref="FileFaultException"/> where the footer shows already that the file cannot be taken.</summary>
    public RecordSource Open(string path, TableSchema schema, ConversionOptions options)
    {
        var bytes = new FileInfo(path).Length;
        if (bytes == 0)
        {
            throw new FileFaultException(SourceFaults.Empty);
        }

        if (IsEncrypted(path))
        {
            throw ParquetFaults.Encrypted();
        }

        try
        {
            using var properties = ReaderProperties.GetDefaultReaderProperties();

            // Else a row group's columns lie in memory whole, and nobody says how large a row group is.
            properties.EnableBufferedStream();
            properties.EnablePageChecksumVerification();
            _file = new ParquetFileReader(path, properties);
            return Open(_file, bytes, schema, options);
        }
        catch (Exception fault) when (ParquetFaults.IsOfFile(fault) || fault is ArgumentException)
        {
            throw ParquetFaults.Of(fault);
        }
    }

    public void Dispose()
    {
        _cutter?.Dispose();
        _file?.Dispose();
    }

    /// <summary>A file whose footer is encrypted ends with another mark than others.</summary>
    private static bool IsEncrypted(string path)
    {
        using var file = File.OpenRead(path);
        var mark = new byte[EncryptedMark.Length];
        file.Seek(-Math.Min(file.Length, mark.Length), SeekOrigin.End);
        return file.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false) == mark.Length && EncryptedMark.SequenceEqual(mark);
    }

    private RecordSource Open(ParquetFileReader file, long bytes, TableSchema schema, ConversionOptions options)
    {
        var footer = file.FileMetaData;
        var map = ParquetColumnMap.Create(footer.Schema, schema, options.Limits);
        CheckRows(footer, bytes, options.Limits);
        CheckGroups(file);
        var calendar = LegacyCalendar.Of(footer);
        var columns = schema.Fields.Select(
            (field, at) => ParquetColumnFactory.Create(footer.Schema.Column(map[at]), map[at], field, calendar));
        _cutter = new ParquetCutter(file, [.. columns], bytes, options.Limits, options.BlockBytes);
        return new RecordSource(_cutter, () => new ParquetRecordReader(schema), []);
    }

    // A footer can claim any number of rows, and a few bytes can really stand for very many: refused before they are unpacked.
    private static void CheckRows(FileMetaData footer, long bytes, ConversionLimits limits)
    {
        var claimed = (Int128)footer.NumRows * Math.Max(1, footer.NumColumns);
        if (footer.NumRows < 0 || (claimed > limits.ExpansionFreeBytes && claimed > (Int128)bytes * limits.MaxExpansion))
        {
            throw ParquetFaults.TooManyRows(footer.NumRows, footer.NumColumns, bytes, limits.MaxExpansion);
        }
    }

    // Readers differ in which of the two counts they believe; what the groups claim is held against their columns later.
    private static void CheckGroups(ParquetFileReader file)
    {
        var (claimed, sum) = (file.FileMetaData.NumRows, (Int128)0);
        for (var index = 0; index < file.FileMetaData.NumRowGroups; index++)
        {
            using var group = file.RowGroup(index);
            sum += group.MetaData.NumRows >= 0 ? group.MetaData.NumRows : throw ParquetFaults.LyingTotal(claimed, group.MetaData.NumRows);
        }

        if (sum != claimed)
        {
            throw ParquetFaults.LyingTotal(claimed, sum);
        }
    }
}
