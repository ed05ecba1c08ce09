namespace Analytics.Core.Storage;

internal enum FileKind
{
    File,
    Directory,
    Link,
    Other,
}
