using System;
using System.IO;

namespace Vouch.Kernel.Tests.Types;

/// <summary>A file of a given name that is gone when the test is done.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("vouch");

    public TemporaryFile(string name, byte[] content)
    {
        Path = System.IO.Path.Combine(folder.FullName, name);
        File.WriteAllBytes(Path, content);
    }

    public string Path { get; }

    public void Dispose() => folder.Delete(recursive: true);
}
