% rebase("frame", title=title, direction=direction, refresh="", note=note)
<section class="card">
<h1><bdi>{{title}}</bdi></h1>
<p class="state {{tone}}"><bdi>{{state}}</bdi></p>
% if hint:
<p>{{hint}}</p>
% end
% if root:
<a class="button plain" href="{{root}}/">{{text("PAGE_BACK")}}</a>
% end
</section>
