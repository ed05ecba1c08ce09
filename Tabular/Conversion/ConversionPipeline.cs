using System.Threading.Channels;
using Analytics.Tabular.Blocks;

namespace Analytics.Tabular.Conversion;

/// <summary>
/// One thread cuts blocks, workers convert them. The number of blocks is fixed, so a slow worker holds the cutter
/// back instead of filling the memory.
/// </summary>
internal sealed class ConversionPipeline(Action<long> reportRecords)
{
    private const int LargeBlockBytes = 10 * 1024 * 1024;

    private readonly Channel<Block> _free = Channel.CreateUnbounded<Block>();
    private readonly Channel<Block> _ready = Channel.CreateUnbounded<Block>();
    private readonly FirstFault _fault = new();

    /// <summary>
    /// Runs to the end of the source, or to the fault that ends it earlier; an exception of one thread ends them all.
    /// </summary>
    public async Task<FileFault?> RunAsync(
        IBlockCutter cutter, IReadOnlyList<ConversionWorker> workers, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        for (var i = 0; i < workers.Count + 1; i++)
        {
            _free.Writer.TryWrite(new Block([]));
        }

        List<Task> threads = [Guarded(() => CutAsync(cutter, stop.Token), stop)];
        threads.AddRange(workers.Select(worker => Guarded(() => WorkAsync(worker, stop.Token), stop)));
        await Task.WhenAll(threads);
        return _fault.Fault;
    }

    private static Task Guarded(Func<Task> run, CancellationTokenSource stop) => Task.Run(async () =>
    {
        var ended = false;
        try
        {
            await run();
            ended = true;
        }
        finally
        {
            if (!ended)
            {
                await stop.CancelAsync();
            }
        }
    });

    private async Task CutAsync(IBlockCutter cutter, CancellationToken cancellationToken)
    {
        long sequence = 0;
        try
        {
            while (!_fault.Any)
            {
                var block = await _free.Reader.ReadAsync(cancellationToken);
                if (!cutter.TryCut(block))
                {
                    break;
                }

                sequence = block.Sequence + 1;
                _ready.Writer.TryWrite(block);
                reportRecords(cutter.Records);
            }
        }
        catch (FileFaultException exception)
        {
            _fault.Report(sequence, exception.Fault);
        }
        finally
        {
            _ready.Writer.Complete();
        }
    }

    private async Task WorkAsync(ConversionWorker worker, CancellationToken cancellationToken)
    {
        await foreach (var block in _ready.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                if (!_fault.IsBehind(block.Sequence))
                {
                    await worker.ConvertAsync(block, cancellationToken);
                }
            }
            catch (FileFaultException exception)
            {
                _fault.Report(block.Sequence, exception.Fault);
            }
            finally
            {
                worker.EndBlock(block);
            }

            GiveBackLarge(block);
            _free.Writer.TryWrite(block);
        }
    }

    /// <summary>
    /// A record of many megabytes leaves many copies of itself behind. Such records are rare, and the memory of the
    /// process is bounded: it is given back at once instead of when the collector gets to it.
    /// </summary>
    private static void GiveBackLarge(Block block)
    {
        if (block.Buffer.Length > LargeBlockBytes)
        {
            block.Buffer = [];
            block.Length = 0;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
