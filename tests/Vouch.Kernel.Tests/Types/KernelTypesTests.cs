using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Vouch.Bytecode;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Elf;
using Vouch.Kernel.Types;
using Xunit;

namespace Vouch.Kernel.Tests.Types;

public class KernelTypesTests
{
    private readonly BtfSpec kernel = KernelTypes.Open("linux-7.3");

    [Fact]
    public void The_bundled_kernel_knows_its_tasks()
    {
        BtfType task = kernel.Type(kernel.Find("task_struct", BtfKind.Struct)!.Value);

        Assert.Equal((117164, 6144, 269), (task.Id.Value, task.Size, task.Count));
        Assert.Equal(2872 * 8, Enumerable.Range(0, task.Count).Select(i => kernel.Member(task, i)).Single(m => kernel.String(m.NameOffset) == "pid").BitOffset);
    }

    [Fact]
    public void Its_header_facts_are_those_of_the_release()
    {
        Assert.Equal("vmlinux", kernel.Name);
        Assert.Equal(127425, kernel.TypeLimit);
        Assert.True(kernel.IsKernel);
        Assert.Null(kernel.Base);
    }

    [Fact]
    public void Every_type_is_found_under_its_own_name()
    {
        for (int id = 1; id < kernel.TypeLimit; id += 97)
        {
            BtfType type = kernel.Type(new BtfTypeId(id));
            string name = kernel.NameOf(type);
            Assert.True(name.Length == 0 || kernel.FindAll(name).Contains(type.Id), $"[{id}] {name}");
        }
    }

    [Fact]
    public void A_name_that_begins_another_is_not_taken_for_it()
    {
        Assert.Null(kernel.Find("task_struc", BtfKind.Struct));
        Assert.Empty(kernel.FindAll(string.Empty));
        Assert.Contains(kernel.Find("rust_helper___set_bit", BtfKind.Function)!.Value, kernel.FindFlavors("rust_helper"));
    }

    [Fact]
    public void Tags_are_found_on_kernel_functions()
    {
        BtfTypeId function = kernel.Find("bpf_task_acquire", BtfKind.Function)!.Value;

        Assert.Contains("bpf_kfunc", kernel.DeclarationTagsOf(function).Select(kernel.NameOf));
    }

    [Fact]
    public void Threads_share_one_kernel()
    {
        string[] names = ["sk_buff", "xdp_md", "bpf_map", "file", "inode", "sock", "net_device", "cgroup"];

        Parallel.For(0, 64, i => Assert.NotNull(kernel.Find(names[i % names.Length], BtfKind.Struct)));
    }

    [Fact]
    public void An_unknown_release_is_named_with_those_there_are()
    {
        Assert.Contains("linux-7.3", Assert.Throws<ArgumentException>(() => KernelTypes.Open("linux-0.1")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_modules_types_continue_the_kernels()
    {
        BtfBuilder builder = new("ignored", kernel);
        BtfTypeId box = builder.AddStruct("box", 8, new BtfMember(builder.AddString("task"), builder.AddPointer(kernel.Find("task_struct", BtfKind.Struct)!.Value), 0, 0));
        using TemporaryFile file = new("my-module.btf", builder.Encode());

        BtfSpec module = KernelTypes.OpenModule(file.Path, kernel);

        Assert.Equal("my_module", module.Name);
        Assert.Equal(kernel.TypeLimit, module.FirstOwnType);
        Assert.Equal("task_struct", module.NameOf(module.Type(module.Member(module.Type(box), 0).Type).Target));
        Assert.Equal(kernel.Find("task_struct", BtfKind.Struct), module.Find("task_struct", BtfKind.Struct));
    }

    [Fact]
    public void Module_files_are_relocated_to_the_kernel()
    {
        BtfBuilder distilled = new(".BTF.base");
        BtfTypeId task = distilled.AddStruct("task_struct", 6144);
        RawBtf baseTypes = distilled.Build();
        BtfBuilder builder = new("ignored", baseTypes);
        _ = builder.AddTypedef("task_t", task);
        using TemporaryFile file = new("mod.ko", SmallElf.With((".BTF", builder.Encode()), (".BTF.base", distilled.Encode())));

        BtfSpec module = KernelTypes.OpenModule(file.Path, kernel);

        Assert.Equal(117164, module.Type(module.Find("task_t", BtfKind.Typedef)!.Value).Target.Value);
    }

    [Fact]
    public void A_file_of_another_sort_is_refused_by_name()
    {
        using TemporaryFile file = new("mod.ko", "nothing of the sort, but long enough"u8.ToArray());

        Assert.Equal(file.Path, Assert.Throws<BadInputException>(() => KernelTypes.OpenModule(file.Path, kernel)).File);
    }

    [Fact]
    public void An_elf_file_without_types_is_refused()
    {
        using TemporaryFile file = new("mod.ko", SmallElf.With((".text", [1, 2, 3])));

        Assert.Equal(".BTF", Assert.Throws<BadInputException>(() => KernelTypes.OpenModule(file.Path, kernel)).Section);
    }

    [Fact]
    public void Changed_elf_bytes_never_do_worse_than_a_refusal()
    {
        byte[] original = SmallElf.With((".BTF", new BtfBuilder().Encode()));
        Random random = new(5);
        int refused = 0;
        for (int round = 0; round < 5000; round++)
        {
            byte[] bytes = (byte[])original.Clone();
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                _ = ElfFile.ReadSection(bytes, "mod.ko", ".BTF");
            }
            catch (BadInputException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 100, 4999);
    }
}
