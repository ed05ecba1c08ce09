namespace Analytics.Machine.Files;

/// <summary>A link, pipe, socket, folder or device stands where a file is to be read.</summary>
public sealed class NotRegularFileException(string path, string what) : IOException($"'{path}' is {what}; only regular files are read.");
