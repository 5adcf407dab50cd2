using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Vouch.Bytecode.Elf;

namespace Vouch.Bytecode.ObjectFiles;

/// <summary>Where one object is to be read from: a file, or a part of an executable or library that carries it.</summary>
public sealed class ObjectSource
{
    private readonly string file;
    private readonly EmbeddedImage? image;

    private ObjectSource(string path)
    {
        Path = path;
        file = path;
    }

    private ObjectSource(string file, EmbeddedImage image, int index)
    {
        Path = string.Create(CultureInfo.InvariantCulture, $"{file}[{image.Name ?? index.ToString(CultureInfo.InvariantCulture)}]");
        this.file = file;
        this.image = image;
    }

    /// <summary>What the object is called when it is written to a file of its own: the carrier's name with the image's name or number.</summary>
    public string FileName
    {
        get
        {
            string name = System.IO.Path.GetFileName(Path);
            return image is null ? name : name[..^1].Replace('[', '-') + ".bpf.o";
        }
    }

    /// <summary>What users call it: the file's path, for an image followed by its name or its number (from 0) in brackets.</summary>
    public string Path { get; }

    /// <summary>
    /// The sources behind a path: the file itself when it is a BPF object or carries none, else the images within, in the file's order.
    /// A path that ends in brackets names one of the images. Files that cannot be read are left for <see cref="Read"/> to complain about.
    /// </summary>
    public static IReadOnlyList<ObjectSource> Of(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        int bracket = path.EndsWith(']') && !File.Exists(path) ? path.LastIndexOf('[') : -1;
        string file = bracket > 0 ? path[..bracket] : path;
        try
        {
            List<ObjectSource> images = bracket > 0 || !BeginsAsObject(file) ? ImagesIn(file) : [];
            images.RemoveAll(i => bracket > 0 && i.Path != path);
            return images.Count > 0 ? images : [new ObjectSource(path)];
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return [new ObjectSource(path)];
        }
    }

    /// <summary>Reads the object.</summary>
    /// <exception cref="BadInputException">Not a BPF object, or broken, or of a kind that loaders refuse to open.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public ObjectFile Read()
    {
        if (image is not { } place)
        {
            return ObjectFile.Read(file);
        }

        return ObjectFile.Read(ReadBytes(), place.Name ?? System.IO.Path.GetFileName(Path));
    }

    /// <summary>The object's bytes alone.</summary>
    /// <exception cref="BadInputException">The file was replaced since it was searched, and is shorter now.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public ReadOnlyMemory<byte> ReadBytes()
    {
        ReadOnlyMemory<byte> bytes = File.ReadAllBytes(file);
        if (image is not { } place)
        {
            return bytes;
        }

        return place.Offset <= bytes.Length - place.Length
            ? bytes.Slice(place.Offset, place.Length)
            : throw new BadInputException("the image reaches past the end", Path, null, place.Offset);
    }

    private static bool BeginsAsObject(string file)
    {
        Span<byte> header = stackalloc byte[64];
        using FileStream stream = File.OpenRead(file);
        int length = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        return EmbeddedImages.IsObject(header[..length]);
    }

    private static List<ObjectSource> ImagesIn(string file)
    {
        List<ObjectSource> sources = [];
        foreach (EmbeddedImage image in EmbeddedImages.Find(File.ReadAllBytes(file)))
        {
            sources.Add(new ObjectSource(file, image, sources.Count));
        }

        return sources;
    }
}
