"""Folders of public projects, taken out of their repositories for a run; nothing of them is committed."""
import io
import os
import shutil
import subprocess
import tarfile

import tools


def clone(repo, clones):
    """The git directory of OWNER/NAME: CLONES/OWNER+NAME/repo where it is there already."""
    if clones:
        return f"{clones}/{repo.replace('/', '+')}/repo"
    git = f"{tools.ROOT}/target/bench/clones/{repo.replace('/', '+')}"
    if not os.path.exists(git):
        subprocess.run(["git", "clone", "-q", "--bare", "--depth", "1", f"https://github.com/{repo}", git], check=True)
    return git


def unpack(git, path, directory):
    """The files below a path of its newest commit."""
    archive = subprocess.run(["git", "-C", git, "archive", "HEAD", path], check=True, capture_output=True).stdout
    os.makedirs(directory, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar:
            if member.isfile():
                target = f"{directory}/{os.path.relpath(member.name, path)}"
                os.makedirs(os.path.dirname(target), exist_ok=True)
                with open(target, "wb") as out:
                    shutil.copyfileobj(tar.extractfile(member), out)
