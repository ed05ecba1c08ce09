using Analytics.Fixtures.Aws;

namespace Analytics.Storage.Tests.FileEvents.Sqs;

public sealed class SqsFileEventsTests() : SqsFileEventsSuite(() => Emulator.Separate);
