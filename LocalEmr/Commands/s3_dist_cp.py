"""Copies files as s3-dist-cp does, by the file systems that Spark brings: source, target, pattern, group-by, "delete" or nothing."""
import sys

from py4j.protocol import Py4JJavaError
from pyspark.sql import SparkSession

BUFFER = 1 << 20


def files_of(jvm, conf, root):
    """Every file below the root, or the root itself: its path and its name from the root on."""
    listed = root.getFileSystem(conf).listFiles(root, True)
    start = root.toString().rstrip("/")
    while listed.hasNext():
        path = listed.next().getPath()
        name = path.toString()[len(start):].lstrip("/") or path.getName()
        yield path, name


def plan(jvm, files, pattern, group_by):
    """Which files make which target, in the order of their names."""
    wanted = jvm.java.util.regex.Pattern.compile(pattern) if pattern else None
    groups = jvm.java.util.regex.Pattern.compile(group_by) if group_by else None
    targets = {}
    for path, name in sorted(files, key=lambda file: file[1]):
        if wanted is not None and not wanted.matcher(path.toString()).matches():
            continue
        if groups is not None:
            match = groups.matcher(path.toString())
            if not match.matches():
                continue
            name = "".join(match.group(place) or "" for place in range(1, match.groupCount() + 1)) or name
        targets.setdefault(name, []).append(path)
    return targets


def copy(jvm, conf, sources, target):
    """Puts the sources together; a target that was not finished is never closed, so that on S3 it never appears."""
    out = target.getFileSystem(conf).create(target, True)
    for source in sources:
        into = source.getFileSystem(conf).open(source)
        jvm.org.apache.hadoop.io.IOUtils.copyBytes(into, out, BUFFER, False)
        into.close()
    out.close()


def main(source, target, pattern, group_by, delete):
    spark = SparkSession.builder.appName("s3-dist-cp").getOrCreate()
    jvm, conf = spark._jvm, spark._jsc.hadoopConfiguration()
    Path = jvm.org.apache.hadoop.fs.Path
    root = Path(source)
    root = root.getFileSystem(conf).makeQualified(root)
    if not root.getFileSystem(conf).exists(root):
        sys.exit(f"InvalidInputException: Input path does not exist: {root.toString()}")
    targets = plan(jvm, files_of(jvm, conf, root), pattern, group_by)
    for name, sources in targets.items():
        copy(jvm, conf, sources, Path(Path(target), name))
    if delete:
        for path in (path for sources in targets.values() for path in sources):
            path.getFileSystem(conf).delete(path, False)
    print(f"Copied {sum(map(len, targets.values()))} files into {len(targets)}")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Py4JJavaError as error:
        sys.exit(str(error.java_exception))
